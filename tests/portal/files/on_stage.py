"""Puts the stage into the database of the environment, for browser tests and screenshots."""

import django

if __name__ == "__main__":
    django.setup()

    from portal.demo.desk import serving
    from tests.portal.files import stage

    stage.build(serving("clerk"), serving("approver"))
