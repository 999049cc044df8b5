"""The pages of moderators. They write nothing themselves: all of it goes through the services.

`site` is the admin with all pages; the modules beside it have one subject each and register with it
when they are imported.
"""
