"""What staff do, one function an action. Admin, REST and the piano all come through here.

Every write stands in one transaction with its audit entry, with the order that carries it to the
processes that serve players, and with the deliveries to webhooks.
"""
