// The Azure SDK for JavaScript (@azure/identity, @azure/monitor-ingestion), unmodified.
// Proves that it gets a token and uploads over TLS, and names the status and code of a refusal.
//
// Takes the packages from the working directory; our CA comes by NODE_EXTRA_CA_CERTS.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

process.env.NO_PROXY = "127.0.0.1,localhost,::1"; // everything here is on loopback
const load = createRequire(join(process.cwd(), "package.json"));
const { ClientSecretCredential } = load("@azure/identity");
const { LogsIngestionClient } = load("@azure/monitor-ingestion");

const { vendors } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { https, credentials, defaults } = vendors.azure;
const now = new Date().toISOString();
const rows = [0, 1, 2].map((n) => ({ TimeGenerated: now, Message: `interop ${n}`, Count: n }));

const credential = new ClientSecretCredential(
  credentials.tenant_id,
  credentials.client_id,
  credentials.client_secret,
  { authorityHost: https, disableInstanceDiscovery: true },
);
const client = new LogsIngestionClient(https, credential);

// "stored", or status and code of the first refusal.
async function upload(rule, stream) {
  try {
    await client.upload(rule, stream, rows);
    return "stored";
  } catch (error) {
    const cause = error.errors?.[0]?.cause ?? error;
    return cause.statusCode ? `${cause.statusCode} ${cause.code}` : String(cause);
  }
}

async function check(what, rule, stream, wanted) {
  const got = await upload(rule, stream);
  console.log(got === wanted ? `ok  ${what}` : `FAIL ${what}: ${got}`);
  if (got !== wanted) process.exitCode = 1;
}

const { dcr_immutable_id: rule, stream } = defaults;
await check("upload of three rows", rule, stream, "stored");
await check("unknown rule: 404 NotFound", `dcr-${"0".repeat(32)}`, stream, "404 NotFound");
await check("unknown stream: 400 InvalidStream", rule, "Custom-NotDeclared", "400 InvalidStream");
