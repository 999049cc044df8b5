"""Where moderation meets the live part: the only modules that know both."""
