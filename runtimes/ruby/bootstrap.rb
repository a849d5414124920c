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

exit(HearthRuntime::Runner.new(
  HearthRuntime::Client.new(ENV.fetch('AWS_LAMBDA_RUNTIME_API')),
  Dir.pwd,
  ENV['_HANDLER'] || ''
).run)
