# The application alone; the database is a service of its own (docker-compose.yml).
FROM python:3.11-slim AS build
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /build
# What is needed changes less often than the code: a layer of its own.
COPY pyproject.toml uv.lock ./
RUN UV_PROJECT_ENVIRONMENT=/opt/whose uv sync --frozen --no-dev --extra fast --no-install-project
COPY LICENSE README.md ./
COPY schema schema
COPY resolver resolver
COPY graph graph
COPY intake intake
COPY importers importers
COPY api api
RUN UV_PROJECT_ENVIRONMENT=/opt/whose uv sync --frozen --no-dev --extra fast --no-editable

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/whose --create-home whose
COPY --from=build /opt/whose /opt/whose
ENV PATH=/opt/whose/bin:$PATH PYTHONUNBUFFERED=1 \
    WHOSE_HOME=/var/lib/whose WHOSE_HOST=0.0.0.0 WHOSE_PORT=12345
WORKDIR /var/lib/whose
USER 10001
EXPOSE 12345
HEALTHCHECK --interval=15s --timeout=5s --start-period=120s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:12345/healthz', timeout=4)"]
CMD ["whose", "run"]
