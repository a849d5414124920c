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
