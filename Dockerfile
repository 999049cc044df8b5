# The server: `docker build -t mpp-django .` Everything it needs comes from wheels, so no compiler.
FROM python:3.11.13-slim-bookworm AS build
WORKDIR /app
COPY requirements.txt .
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

FROM python:3.11.13-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    MPP_DATA_DIR=/data
RUN useradd --system --uid 10001 --no-create-home mpp \
    && install --directory --owner=mpp --group=mpp /data
WORKDIR /app
COPY --from=build /venv /venv
COPY manage.py ./
COPY mppsite mppsite
COPY rooms rooms
COPY moderation moderation
COPY templates templates
COPY static static
COPY deploy/healthy.py ./
# Nothing can be written there later: uncompiled code would be compiled anew by every start.
RUN python -m compileall -q mppsite rooms moderation
USER mpp
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "healthy.py"]
# SIGTERM hands the rooms over to the other workers (docs/architecture.md §6).
STOPSIGNAL SIGTERM
CMD ["python", "-m", "mppsite.serve", "--host", "0.0.0.0", "--port", "8000"]
