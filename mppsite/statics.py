"""Settings of static files: how they are collected and sent."""

# Collected files are compressed once, not with every answer.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "servestatic.storage.CompressedStaticFilesStorage"},
}
SERVESTATIC_SKIP_COMPRESS_EXTENSIONS = ("gz", "br", "mp3", "png", "woff2")
# Comments are a third of the scripts; only what is compressed loses them.
SERVESTATIC_MINIFY = True
# Nobody else's page needs our files.
SERVESTATIC_ALLOW_ALL_ORIGINS = False
