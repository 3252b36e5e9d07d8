# The gateway alone, `tui-router serve`. Settings, captures and what was learned live in /data.
# It listens for others, so it starts only with TUI_ROUTER_TOKEN, the token that clients must bring.
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY themes themes
COPY tui_router tui_router
RUN python -m venv /app && /app/bin/pip install --no-cache-dir '.[fast]'

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin router \
    && install --directory --owner=router --mode=0700 /data
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH TUI_ROUTER_HOME=/data PYTHONUNBUFFERED=1
USER router
VOLUME /data
EXPOSE 8787
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["python", "-c", "import urllib.request as r; r.build_opener(r.ProxyHandler({})).open('http://127.0.0.1:8787/healthz', timeout=3)"]
ENTRYPOINT ["tui-router"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8787"]
