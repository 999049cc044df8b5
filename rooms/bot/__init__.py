"""A client that plays MIDI files into a room (`manage.py piano_bot`).

score     MIDI file → timed events                 pure
pacing    events and quota → batches of notes      pure
commands  chat line → command; replies             pure
playlist  which piece is next                      pure
clock     server time from round trips             pure
wire      messages of the bot, JSON                pure
session   what a connection says and learns        pure: frames in, frames out
client    the WebSocket: connect, reconnect, timers
player    plays the playlist through the client, obeys the chat
display   progress on the terminal
performance   puts them together
"""
