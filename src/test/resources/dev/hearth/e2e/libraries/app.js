// Uses what Node.js's own modules do with system calls. Answers with what failed.
"use strict";
const { once } = require("node:events");
const assert = require("node:assert");
const child = require("node:child_process");
const crypto = require("node:crypto");
const dgram = require("node:dgram");
const dns = require("node:dns/promises");
const fs = require("node:fs");
const http = require("node:http");
const net = require("node:net");
const os = require("node:os");
const path = require("node:path");
const { pipeline } = require("node:stream/promises");
const { Worker, MessageChannel } = require("node:worker_threads");
const zlib = require("node:zlib");

const checks = {
  async threads() {
    const worker = new Worker("require('worker_threads').parentPort.postMessage(42)", { eval: true });
    assert.deepStrictEqual(await once(worker, "message"), [42]);
    const shared = new Int32Array(new SharedArrayBuffer(4));
    assert.strictEqual(Atomics.wait(shared, 0, 0, 5), "timed-out");
    new MessageChannel().port1.close();
  },
  async processes() {
    assert.strictEqual(child.execSync("cat", { input: "in" }).toString(), "in");
    assert.strictEqual(child.spawnSync("sh", ["-c", "exit 3"]).status, 3);
    const started = child.spawn("sleep", ["60"], { detached: true });
    process.kill(-started.pid, "SIGTERM");
    assert.deepStrictEqual(await once(started, "exit"), [null, "SIGTERM"]);
    process.setUncaughtExceptionCaptureCallback(null);
  },
  async files() {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "f"));
    const file = path.join(folder, "file");
    const changed = once(fs.watch(folder), "change");
    await fs.promises.writeFile(file, "x".repeat(100_000));
    await changed;
    fs.symlinkSync(file, file + ".link");
    fs.linkSync(file, file + ".hard");
    fs.copyFileSync(file, file + ".copy");
    fs.cpSync(folder, folder + "-copy", { recursive: true });
    await pipeline(fs.createReadStream(file), zlib.createGzip(), fs.createWriteStream(file + ".gz"));
    const handle = await fs.promises.open(file, "r+");
    await handle.datasync();
    await handle.truncate(10);
    await handle.close();
    fs.utimesSync(file, 1, 1);
    fs.statfsSync(folder);
    fs.renameSync(file, file + ".other");
    fs.rmSync(folder, { recursive: true });
  },
  async sockets() {
    for (const address of [{ port: 0, host: "127.0.0.1" }, { path: path.join(os.tmpdir(), "socket") }]) {
      const server = net.createServer(socket => socket.end("hello"));
      server.listen(address);
      await once(server, "listening");
      const client = net.connect(address.path ?? server.address().port);
      client.setKeepAlive(true);
      assert.strictEqual((await once(client, "data"))[0].toString(), "hello");
      server.close();
    }
    const datagrams = dgram.createSocket("udp6");
    datagrams.bind(0, "::1");
    await once(datagrams, "listening");
    datagrams.close();
    assert.strictEqual((await dns.lookup("localhost", 4)).address, "127.0.0.1");
    assert.deepStrictEqual(Object.keys(os.networkInterfaces()).sort(), ["eth0", "lo"]);
  },
  async http() {
    const server = http.createServer((request, response) => response.end("hello"));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const answer = await fetch(`http://127.0.0.1:${server.address().port}/`);
    assert.strictEqual(await answer.text(), "hello");
    server.closeAllConnections();
    server.close();
  },
  async computing() {
    await new Promise((done, failed) => crypto.pbkdf2("a", "b", 1, 8, "sha256", e => (e ? failed(e) : done())));
    crypto.randomBytes(8);
    crypto.generateKeyPairSync("ec", { namedCurve: "P-256" });
    os.cpus();
    os.freemem();
    os.loadavg();
    process.memoryUsage();
    process.resourceUsage();
    await WebAssembly.compile(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
  },
};

exports.handler = async () => {
  const failed = [];
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
    } catch (e) {
      failed.push(`${name}: ${e.stack}`);
    }
  }
  return { failed };
};
