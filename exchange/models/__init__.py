from exchange.models.change import Change
from exchange.models.consumer import Consumer
from exchange.models.told import FeedReading, Told

__all__ = ["Change", "Consumer", "FeedReading", "Told"]
