# frozen_string_literal: true

# What a handler is told about its invocation.
class LambdaContext
  attr_reader :aws_request_id, :invoked_function_arn, :log_group_name, :log_stream_name, :function_name,
              :memory_limit_in_mb, :function_version, :identity, :tenant_id, :client_context, :deadline_ms

  # The headers of the Runtime API's answer, by name.
  def initialize(headers)
    # the clock that the deadline is told in may be set while the function runs
    @clock_diff = LambdaContext.milliseconds(Process::CLOCK_REALTIME) -
                  LambdaContext.milliseconds(Process::CLOCK_MONOTONIC)
    @deadline_ms = headers['Lambda-Runtime-Deadline-Ms'].to_i
    @aws_request_id = headers['Lambda-Runtime-Aws-Request-Id']
    @invoked_function_arn = headers['Lambda-Runtime-Invoked-Function-Arn']
    @log_group_name = ENV['AWS_LAMBDA_LOG_GROUP_NAME']
    @log_stream_name = ENV['AWS_LAMBDA_LOG_STREAM_NAME']
    @function_name = ENV['AWS_LAMBDA_FUNCTION_NAME']
    @memory_limit_in_mb = ENV['AWS_LAMBDA_FUNCTION_MEMORY_SIZE']
    @function_version = ENV['AWS_LAMBDA_FUNCTION_VERSION']
    @identity = LambdaContext.json(headers['Lambda-Runtime-Cognito-Identity'])
    @client_context = LambdaContext.json(headers['Lambda-Runtime-Client-Context'])
    tenant = headers['Lambda-Runtime-Aws-Tenant-Id']
    @tenant_id = tenant unless tenant.to_s.empty?
  end

  def get_remaining_time_in_millis
    left = @deadline_ms - LambdaContext.milliseconds(Process::CLOCK_MONOTONIC) - @clock_diff
    left.positive? ? left : 0
  end

  class << self
    def milliseconds(clock)
      Process.clock_gettime(clock, :millisecond)
    end

    # A header's value; none is nil.
    def json(text)
      JSON.parse(text) unless text.to_s.empty?
    end
  end
end
