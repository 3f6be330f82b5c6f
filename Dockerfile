# The phone form and the report fonts need Node only while building.
FROM node:24-trixie-slim AS phone
WORKDIR /src
COPY forms/mobile/package.json forms/mobile/package-lock.json forms/mobile/.npmrc ./
RUN npm ci
COPY forms/mobile/ ./
RUN npm run build

FROM python:3.13-slim-trixie AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv /opt/mingcha
WORKDIR /src
COPY requirements.txt requirements-build.txt ./
RUN /opt/mingcha/bin/pip install --require-hashes -r requirements.txt \
    && python -m pip install --require-hashes -r requirements-build.txt
COPY pyproject.toml README.md LICENSE ./
COPY audit/ audit/
COPY forms/ forms/
COPY reports/ reports/
COPY --from=phone /src/dist/ forms/mobile/dist/
COPY --from=phone /src/node_modules/@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf \
    /src/node_modules/@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf \
    reports/fonts/
RUN python -m pip wheel --no-deps --no-build-isolation --wheel-dir /wheel . \
    && /opt/mingcha/bin/pip install --no-deps --no-index --find-links /wheel mingcha

FROM python:3.13-slim-trixie
RUN groupadd --system --gid 10001 mingcha \
    && useradd --system --uid 10001 --gid 10001 --home-dir /data --shell /usr/sbin/nologin mingcha \
    && install -d -o mingcha -g mingcha -m 0750 /data
COPY --from=build /opt/mingcha /opt/mingcha
ENV PATH=/opt/mingcha/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    MINGCHA_DATA=/data \
    MINGCHA_HOST=0.0.0.0 \
    MINGCHA_PORT=8000
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['MINGCHA_PORT'] + '/readyz', timeout=4)"]
# Ends its work in order on SIGTERM, which is what `docker stop` sends.
CMD ["mingcha", "serve"]
