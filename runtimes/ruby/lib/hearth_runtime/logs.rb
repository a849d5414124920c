# frozen_string_literal: true

# A line of Lambda's: the standard formatter's, with the invocation in it.
class LogFormatter < Logger::Formatter
  LINE = '%<initial>s, [%<time>s #%<process>d] %<severity>5s %<request>s -- %<program>s: %<message>s'

  def call(severity, time, program, message)
    format(LINE, initial: severity[0], time: format_datetime(time), process: Process.pid, severity: severity,
                 request: $_global_aws_request_id, program: program, message: msg2str(message))
      .encode('UTF-8', invalid: :replace, undef: :replace)
  end
end

module HearthRuntime
  # Where loggers write that are given no file of their own: each call is a line on standard output.
  class LogSink
    def write(message)
      $stdout.write(message.end_with?("\n") ? message : "#{message}\n")
    end

    def close; end
  end

  # Gives loggers of standard output, standard error or nothing Lambda's sink, and its format unless they have another.
  module LambdaLoggers
    def initialize(device = nil, *rotation, formatter: nil, **settings)
      if device.nil? || device == $stdout || device == $stderr
        device = LogSink.new
        formatter ||= LogFormatter.new
      end
      super(device, *rotation, formatter: formatter, **settings)
    end
  end

  Logger.prepend(LambdaLoggers)
end

# Tells of an error in the log.
class LambdaLogger
  def self.log_error(exception:, message: nil)
    puts message if message
    puts JSON.pretty_generate(exception.to_lambda_response)
  end
end
