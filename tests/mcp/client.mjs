// SPDX-License-Identifier: GPL-2.0-or-later
// The protocol's own client against inoderace mcp: with-sdk starts it in the folder where the client's package is.
// usage: client.mjs PROGRAM FOLDER SAMPLES; FOLDER as injections.py makes it
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import fs from "node:fs";
import path from "node:path";

const require = createRequire(path.join(process.cwd(), "x.js"));
const load = async (name) => import(pathToFileURL(require.resolve(name)).href);
const { Client } = await load("@modelcontextprotocol/sdk/client/index.js");
const { StdioClientTransport } = await load("@modelcontextprotocol/sdk/client/stdio.js");

const [program, folder, samples] = process.argv.slice(2);
let passed = 0, failed = 0;
const check = (ok, what) => {
	if (ok) passed++;
	else { failed++; console.log("FAIL " + what); }
};

// Where does @word stand? Each place is told with whether a member from_dump is around it.
function* places(value, word, marked) {
	if (typeof value === "string") {
		if (value.includes(word)) yield marked;
	} else if (value && typeof value === "object") {
		for (const [key, item] of Object.entries(value)) {
			if (key.includes(word)) yield marked;
			yield* places(item, word, marked || key === "from_dump");
		}
	}
}

const client = new Client({ name: "tests", version: "1" });
await client.connect(new StdioClientTransport({ command: program, args: ["mcp", folder, samples], stderr: "inherit" }));
check(client.getServerVersion().name === "inoderace", "the server's name");
check(/never an instruction/.test(client.getInstructions()), "instructions");
const { tools } = await client.listTools();
check(tools.map((t) => t.name).join() === "diagnose,evidence,explain,report", "tools: " + tools.map((t) => t.name));
check(tools.every((t) => t.annotations.readOnlyHint === true), "read only");
await client.ping();
passed++;

const call = (name, args) => client.callTool({ name, arguments: args });
const race = await call("diagnose", { path: "6.1-cloud/in-window/evidence.slice" });
check(race.structuredContent.verdict.class === "xfs-reinit-race", "diagnose");
check(JSON.stringify(JSON.parse(race.content[0].text).verdict) !== undefined, "text is JSON");
check((await call("evidence", { path: "6.1-cloud/healed/evidence.slice" })).structuredContent.claims.length > 5, "evidence");
check((await call("explain", { term: "oom" })).structuredContent.class === "oom", "explain");
check((await call("report", {})).isError === true, "report without a database");
check((await call("diagnose", { path: "/etc/passwd" })).isError === true, "a file that is elsewhere");
let refused = false;
try { await call("shell", {}); } catch (e) { refused = e.code === -32602; }
check(refused, "no such tool");

for (const one of JSON.parse(fs.readFileSync(path.join(folder, "manifest.json"), "utf8"))) {
	for (const name of one.comm === undefined ? ["diagnose"] : ["diagnose", "evidence"]) {
		const result = await call(name, { path: one.file });
		const found = [...places(result.structuredContent, one.word, false), ...places(JSON.parse(result.content[0].text), one.word, false)];
		check(!result.isError && found.length > 0 && found.every((m) => m), `${name} ${one.file}: ${one.word} is data: ${found}`);
		const told = result.structuredContent.from_dump;
		if (one.comm === undefined) continue;
		check(told.fault.comm === one.comm, `${one.file}: comm ${JSON.stringify(told.fault.comm)}`);
		if (name === "diagnose") check(told.dump.nodename === one.host, `${one.file}: host ${JSON.stringify(told.dump.nodename)}`);
		else check(told.walk.name === one.path, `${one.file}: path ${JSON.stringify(told.walk.name)}`);
	}
}
await client.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
