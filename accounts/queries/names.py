"""Names for the pages of the floors below, which keep numbers only."""

from accounts.models import ApiClient, Person


def of_people(ids: frozenset[int]) -> dict[int, str]:
    return dict(Person.objects.filter(id__in=ids).values_list("id", "name"))


def of_clients(ids: frozenset[int]) -> dict[int, str]:
    return dict(ApiClient.objects.filter(id__in=ids).values_list("id", "name"))
