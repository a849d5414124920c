# frozen_string_literal: true

$calls = 0

module Greeting
  class Handler
    def self.process(event:, context:)
      $calls += 1
      puts "greeting #{event['name']}"
      raise ArgumentError, 'asked to fail' if event['fail']

      { greeting: "Hello #{event['name']}", calls: $calls, requestId: context.aws_request_id,
        arn: context.invoked_function_arn, trace: ENV['_X_AMZN_TRACE_ID'],
        client: context.client_context&.dig('custom', 'colour'), remaining: context.get_remaining_time_in_millis }
    end
  end
end
