"""One async function per client message, registered by the type of the message.

@handles(Say, Needs.ROOM)
async def say(live, connection, message): ...
"""
