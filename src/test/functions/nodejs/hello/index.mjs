export const handler = async (event, context) => {
  if (event.fail) throw new RangeError('asked to fail');
  console.log('greeting', event.name);
  return { greeting: `Hello ${event.name}`, requestId: context.awsRequestId };
};
