// Tells all that a function can find out about the process that it is loaded into.
const fs = require('fs');
const { execFileSync } = require('child_process');

function descriptors() {
  return fs.readdirSync('/proc/self/fd').map(Number).sort((a, b) => a - b).flatMap((number) => {
    try {
      return [`${number} ${fs.readlinkSync(`/proc/self/fd/${number}`).split(':')[0]}`];
    } catch {
      return []; // the listing's own
    }
  });
}

const loaded = {
  descriptors: descriptors().slice(0, 3),
  input: fs.readFileSync(0, 'utf8'),
  folder: process.cwd(),
  arguments: [process.argv, process.argv0, process.execArgv, process.title],
  command: fs.readFileSync('/proc/self/cmdline', 'utf8'),
  modules: Object.keys(require.cache),
  globals: Object.getOwnPropertyNames(globalThis).sort(),
  listeners: process.eventNames().map(String).sort(),
  memory: require('v8').getHeapStatistics().heap_size_limit,
};

exports.handler = async () => ({
  ...loaded,
  environment: Object.entries(process.env).sort(),
  child: execFileSync('env').toString().split('\n').sort(),
  zone: new Date(0).getTimezoneOffset(),
  children: execFileSync('cat', { stdio: ['inherit', 'pipe', 'inherit'] }).toString(),
});
