export const handler = awslambda.streamifyResponse(async (event, stream, context) => {
  stream.write('one ');
  stream.write({ two: 2 });
  stream.write(' three');
  stream.end();
});
export const http = awslambda.streamifyResponse(async (event, stream, context) => {
  const response = awslambda.HttpResponseStream.from(stream, { statusCode: 201 });
  response.write('body');
  response.end();
});
export const notAsync = awslambda.streamifyResponse((event, stream, context) => stream.end('x'));

const stream = awslambda.streamifyResponse;
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
export const fails = stream(async (event, out) => {
  out.write('half');
  await wait(5);
  throw new RangeError('in the middle');
});
export const failsEarly = stream(async () => {
  throw new RangeError('before anything');
});
export const failsWithText = stream(async (event, out) => {
  out.write('half');
  throw 'no error at all';
});
export const failsAfterTheEnd = stream(async (event, out) => {
  out.end('whole');
  await wait(5);
  throw new RangeError('too late');
});
export const typed = stream(async (event, out) => {
  out.setContentType('text/html');
  out.end('<p>');
});
export const typedLate = stream(async (event, out) => {
  out.write('x');
  out.setContentType('text/html');
});
export const returnsSomething = stream(async (event, out) => {
  out.end('x');
  return 1;
});
export const piped = stream(async (event, out) => {
  const { pipeline } = await import('node:stream/promises');
  const { Readable } = await import('node:stream');
  await pipeline(Readable.from(['one ', 'two ', 'three']), out);
});
export const bytes = stream(async (event, out) => {
  out.write(Buffer.from([0, 1, 254, 255]));
  out.write(new Uint8Array([7]));
  out.write([1, 2]);
  out.write(3);
  out.end();
});
export const callbacks = stream(async (event, out) => {
  await new Promise((done) => out.write('a', done));
  await new Promise((done) => out.write('b', 'utf8', done));
  await new Promise((done) => out.end('c', done));
});
export const empty = stream(async (event, out) => out.end());
export const ends = stream(async (event, out) => {
  const told = new Promise((done) => out.on('finish', done));
  out.end({ a: 1 });
  await told;
  console.log(out.writableFinished, out.writableEnded, out.writable, out.destroyed);
});
export const looks = stream(async (event, out) => {
  console.log(Object.keys(out).sort().join(), out.writableHighWaterMark, out.writableLength, out.listenerCount('x'));
  out.end();
}, { highWaterMark: 1024 });
export const httpLate = stream(async (event, out) => {
  out.write('x');
  awslambda.HttpResponseStream.from(out, { statusCode: 200 });
});
export const httpWhole = stream(async (event, out) => {
  const metadata = { statusCode: 404, headers: { 'X-A': 'b', 'content-type': 'text/plain' }, cookies: ['a=1', 'b=2'] };
  const response = awslambda.HttpResponseStream.from(out, metadata);
  response.end('gone');
});
export const httpEmpty = stream(async (event, out) => {
  awslambda.HttpResponseStream.from(out, { statusCode: 204 }).end();
});
export const httpNothing = stream(async (event, out) => {
  awslambda.HttpResponseStream.from(out).end('x');
});
export const large = stream(async (event, out) => {
  for (let i = 0; i < 40; i++) {
    if (!out.write('x'.repeat(50000))) await new Promise((go) => out.once('drain', go));
  }
  out.end();
});
