"""What the REST API says of the ledger: the description of its answers. Lists are made as plain
values by the rooms beside (`as_json`): a serializer for each row would cost more than the row."""
