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
  # Where loggers write that are given no file of their own: each call is one event, in a frame, if the platform names a
  # descriptor for these, else a line on standard output. A frame's header, big endian: four bytes of type, four of length,
  # eight of time in microseconds.
  class LogSink
    TYPE = 0xa55a0003
    # the variable is not for the function
    DESCRIPTOR = ENV.delete('_LAMBDA_TELEMETRY_LOG_FD')
    FRAMES = DESCRIPTOR && IO.for_fd(DESCRIPTOR.to_i, 'wb', autoclose: false).tap { |io| io.sync = true }

    def write(message)
      return $stdout.write(message.end_with?("\n") ? message : "#{message}\n") unless FRAMES

      time = Process.clock_gettime(Process::CLOCK_REALTIME, :microsecond)
      FRAMES.write([TYPE, message.bytesize, time].pack('L>L>q>') + message.b)
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
