# frozen_string_literal: true

module HearthRuntime
  # Loads the function and answers invocations until one ends the process. Exit statuses are those of AWS's client.
  class Runner
    CRITICAL = -1
    UNANSWERED = -2
    NO_INIT = -4
    CAUSE_STACK = 15

    def initialize(client, folder, handler)
      @client = client
      @folder = folder
      @name = handler
    end

    # The process's exit status.
    def run
      $LOAD_PATH.unshift(@folder) unless $LOAD_PATH.include?(@folder)
      handler = LambdaHandler.new(env_handler: @name)
      require handler.handler_file_name
      status = serve(handler) while status.nil?
      status
    rescue Exception => e # whatever a function's file does as it is loaded, leaving included
      fail_init(e)
      NO_INIT
    end

    private

    # One invocation; a number if it was the last.
    def serve(handler)
      response = @client.next_invocation
      id = $_global_aws_request_id = response['Lambda-Runtime-Aws-Request-Id']
      trace = response['Lambda-Runtime-Trace-Id']
      ENV['_X_AMZN_TRACE_ID'] = trace if trace
      request = AwsLambda::Marshaller.marshall_request(response)
      answer(handler, id, request, LambdaContext.new(response))
    end

    def answer(handler, id, request, context)
      body, type = handler.call_handler(request: request, context: context)
      respond(id, body, type || 'application/json')
      nil
    rescue LambdaErrors::LambdaHandlerError => e
      LambdaLogger.log_error(exception: e, message: 'Error raised from handler method')
      fail(id, e)
      nil
    rescue LambdaErrors::LambdaHandlerCriticalException => e
      LambdaLogger.log_error(exception: e, message: 'Critical exception from handler')
      fail(id, e)
      CRITICAL
    rescue LambdaErrors::LambdaRuntimeError => e
      fail(id, e)
      UNANSWERED
    end

    def respond(id, body, type)
      @client.respond(id, type == 'application/unknown' ? body.read : body, type)
    rescue StandardError => e
      raise LambdaErrors::LambdaRuntimeError, e
    end

    def fail(id, error)
      @client.fail(id, error, cause(error))
    end

    def fail_init(exception)
      error = LambdaErrors::LambdaRuntimeInitError.new(exception)
      LambdaLogger.log_error(exception: error, message: "Init error when loading handler #{@name}")
      @client.fail_init(error)
    end

    # What X-Ray would show of an error.
    def cause(error)
      told = error.to_lambda_response
      stack = error.stack.first(CAUSE_STACK).map { |place| { path: place.path, line: place.lineno, label: place.label } }
      exception = { message: told[:errorMessage], type: told[:errorType], stack: stack }
      JSON.dump(working_directory: Dir.pwd, paths: Gem.paths.path, exceptions: [exception])
    end
  end
end
