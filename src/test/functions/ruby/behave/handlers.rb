# frozen_string_literal: true

class Odd < StandardError; end

def echo(event:, context:) = event

def context(event:, context:)
  [context.aws_request_id, context.invoked_function_arn, context.log_group_name, context.log_stream_name,
   context.function_name, context.memory_limit_in_mb, context.function_version, context.identity,
   context.client_context, context.tenant_id, context.deadline_ms.class,
   context.get_remaining_time_in_millis.between?(1, 60_000), ENV['_X_AMZN_TRACE_ID']]
end

def raw(event:, context:) = StringIO.new('raw bytes')

def nothing(event:, context:) = nil

def broken(event:, context:) = "\xff"

def refuse(event:, context:) = raise('no')

def odd(event:, context:) = raise(Odd, "odd \u00fc")

def missing_name(event:, context:) = nil.nobody_has_this

def leave(event:, context:) = exit(3)

def vanish(event:, context:) = exit!(3)

def prints(event:, context:)
  puts 'one', ['two', [3]]
  $stderr.puts 'err'
  print 'a', 'b', "\n"
end

def logs(event:, context:)
  logger = Logger.new($stdout)
  logger.info('told')
  logger.warn('program') { "two\nlines" }
  logger.error(ArgumentError.new('wrong'))
  Logger.new($stderr, formatter: proc { |severity, _, _, message| "#{severity}=#{message}" }).fatal('mine')
  Logger.new(nil).debug('nowhere')
  Logger.new($stdout, level: Logger::WARN).info('not heard')
end

# What AWS's client has loaded before a function, which functions count on.
def loaded(event:, context:) = [Net::HTTP, URI, JSON, StringIO, Logger].map(&:name)

module Deep
  class Klass
    def self.run(event:, context:) = { self: name, event: event }
  end
end
