# frozen_string_literal: true

# The function's own method: FILE.METHOD, or FILE.CLASS.METHOD. A method of no class runs with this object as its self.
class LambdaHandler
  attr_reader :handler_file_name, :handler_method_name

  def initialize(env_handler:)
    parts = env_handler.split('.')
    case parts.size
    when 2 then @handler_file_name, @handler_method_name = parts
    when 3 then @handler_file_name, @handler_class, @handler_method_name = parts
    else
      raise ArgumentError, "Invalid handler #{parts}, must be of form FILENAME.METHOD or FILENAME.CLASS.METHOD " \
                           'where FILENAME corresponds with an existing Ruby source file FILENAME.rb, CLASS is an ' \
                           'optional module/class namespace and METHOD is a callable method. If using CLASS, METHOD ' \
                           'must be a class-level method.'
    end
  end

  # The answer as it goes out, and its content type unless that is JSON.
  def call_handler(request:, context:)
    answer = if @handler_class
               Kernel.const_get(@handler_class).send(@handler_method_name, event: request, context: context)
             else
               __send__(@handler_method_name, event: request, context: context)
             end
    AwsLambda::Marshaller.marshall_response(answer)
  rescue NameError => e
    raise LambdaErrors::LambdaHandlerCriticalException, e
  rescue StandardError => e
    raise LambdaErrors::LambdaHandlerError, e
  rescue Exception => e # exit, a stack that is too deep, no memory
    raise LambdaErrors::LambdaHandlerCriticalException, e
  end
end
