# The platform in production: one image for web, worker, beat and migrate (docker-compose.yml).
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 TZ=Asia/Shanghai

# Client programs for `manage.py backup` and `restore`, of the server's version.
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-common ca-certificates \
    && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
    && apt-get install -y --no-install-recommends postgresql-client-18 \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --system --uid 10001 --create-home credit
WORKDIR /srv/credit

COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.lock

COPY . .
# Settings are read for this one command with values that no installation uses.
RUN CREDIT_SECRET_KEY=only-while-the-image-is-built-and-never-for-anything-else \
    CREDIT_ALLOWED_HOSTS=build.invalid CREDIT_PUBLIC_URL=https://build.invalid CREDIT_PLACE=build \
    DATABASE_URL=postgresql://build.invalid/build REDIS_URL=redis://build.invalid/0 \
    python manage.py collectstatic --no-input --verbosity 0
RUN install -d -o credit -g credit /srv/data

USER credit
ENV CREDIT_ENV=production CREDIT_DATA=/srv/data
EXPOSE 8000
CMD ["gunicorn", "creditplatform.wsgi", "--config", "python:creditplatform.server", \
     "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--workers", "4", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
