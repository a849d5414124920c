# frozen_string_literal: true

# The program of the Ruby runtime. What AWS's client has loaded before a function's code, functions find loaded here too.

$stdout.sync = true # a line is out when it is printed, also if the sandbox is frozen or killed after it
# an interpreter that is not where it was built for is told its library (-I): as everywhere, that is looked at last
library = RbConfig::CONFIG.values_at('rubylibdir', 'rubyarchdir')
$LOAD_PATH.replace(($LOAD_PATH - library) + library)

require 'json'
require 'logger'
require 'net/http'
require 'stringio'
require 'time'

require_relative 'lib/hearth_runtime/client'
require_relative 'lib/hearth_runtime/context'
require_relative 'lib/hearth_runtime/errors'
require_relative 'lib/hearth_runtime/handler'
require_relative 'lib/hearth_runtime/logs'
require_relative 'lib/hearth_runtime/marshaller'
require_relative 'lib/hearth_runtime/runner'

# Waits for the function's working folder and variables, and goes on as if the process had begun with them. They come on
# standard input, each ended by a zero byte, the folder first.
if ENV.delete('_HEARTH_STEM')
  # standard input itself stays as it is: its number gets nothing to read
  input = IO.for_fd(0, 'rb', autoclose: false)
  folder, *variables = input.read.split("\0")
  input.reopen(File::NULL)
  ENV.replace(variables.to_h { |variable| variable.split('=', 2) })
  ENV.delete('_LAMBDA_TELEMETRY_LOG_FD') # LogSink has it
  Dir.chdir(folder)
  Gem::Specification.reset # those of the function's were not there yet
end

exit(HearthRuntime::Runner.new(
  HearthRuntime::Client.new(ENV.fetch('AWS_LAMBDA_RUNTIME_API')),
  Dir.pwd,
  ENV['_HANDLER'] || ''
).run)
