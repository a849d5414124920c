let calls = 0;

export const handler = async (event, context) => {
  calls += 1;
  if (event.fail) throw new RangeError(event.message ?? 'asked to fail');
  console.log('greeting', event.name);
  return {
    greeting: `Hello ${event.name}`,
    calls,
    requestId: context.awsRequestId,
    remaining: context.getRemainingTimeInMillis(),
    arn: context.invokedFunctionArn,
    trace: process.env._X_AMZN_TRACE_ID,
    client: context.clientContext?.custom?.colour ?? '',
  };
};
