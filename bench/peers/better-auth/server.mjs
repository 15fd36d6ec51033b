// The peer: better-auth's API-key plugin on SQLite, its server-only verify call put behind node:http.
// Prints {"port","keys"} when it is ready. usage: node server.mjs DATABASE KEYS
import { createServer } from "node:http";
import { writeSync } from "node:fs";
import { apiKey } from "@better-auth/api-key";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import Database from "better-sqlite3";

const [path, count] = [process.argv[2], Number(process.argv[3])];
const database = new Database(path);
// Kinder than its defaults: fewer waits for the disk.
database.pragma("journal_mode = WAL");
database.pragma("synchronous = NORMAL");
const options = {
  database,
  baseURL: "http://127.0.0.1",
  secret: "a secret of this benchmark alone",
  emailAndPassword: { enabled: true },
  telemetry: { enabled: false },
  plugins: [apiKey({ rateLimit: { enabled: false } })],
};
await (await getMigrations(options)).runMigrations();
const auth = betterAuth(options);
const { user } = await auth.api.signUpEmail({
  body: { email: "bench@example.com", password: "a long password", name: "bench" },
});
const keys = [];
for (let made = 0; made < count; made++) {
  keys.push((await auth.api.createApiKey({ body: { userId: user.id, name: "bench" } })).key);
}

const server = createServer(async (request, response) => {
  const { valid } = await auth.api.verifyApiKey({ body: { key: request.headers["x-api-key"] ?? "" } });
  const body = JSON.stringify({ valid });
  response.writeHead(valid ? 200 : 401, { "content-type": "application/json" }).end(body);
});
server.listen(0, "127.0.0.1", () => writeSync(1, JSON.stringify({ port: server.address().port, keys }) + "\n"));
