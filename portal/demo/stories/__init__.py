"""What the county is told besides what is drawn: the worked examples, and one story for each thing
that can happen to an organisation. Each is told once, in one transaction, as far as its days have
come."""
