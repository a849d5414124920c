# frozen_string_literal: true

# What went wrong in a function, as the Runtime API is told.
module LambdaErrors
  # The runtime's own folder: where a stack has come to it, the rest is no news to the function.
  RUNTIME = File.expand_path('..', __dir__)
  LONGEST_STACK = 100
  STANDARD = %w[
    ArgumentError NoMethodError Exception StandardError NameError LoadError SystemExit SystemStackError
  ].freeze

  class LambdaError < StandardError
    attr_reader :stack

    # classification tells what failed: Function, Runtime or Init.
    def initialize(original, classification = 'Function')
      @name = original.class.to_s
      @type = "#{classification}<#{@name}>"
      @text = original.message
      @stack = (original.backtrace_locations || []).first(LONGEST_STACK).take_while do |place|
        !place.to_s.start_with?(RUNTIME)
      end
      super(original)
    end

    # The type that metrics know: an exception of the function's own has no name there.
    def runtime_error_type
      STANDARD.include?(@name) ? @type : 'Function<UserException>'
    end

    def to_lambda_response
      { errorMessage: @text, errorType: @type, stackTrace: @stack }
    end
  end

  # The handler raised; the next invocation may do better.
  class LambdaHandlerError < LambdaError
  end

  # The handler raised something after which the process is not to be trusted.
  class LambdaHandlerCriticalException < LambdaError
  end

  # The answer could not be handed over.
  class LambdaRuntimeError < LambdaError
    def initialize(original)
      super(original, 'Runtime')
    end
  end

  # The function could not be loaded.
  class LambdaRuntimeInitError < LambdaError
    def initialize(original)
      super(original, 'Init')
    end
  end
end
