# frozen_string_literal: true

module AwsLambda
  # Between the Runtime API's bytes and a handler's values. A function may redefine both.
  class Marshaller
    class << self
      # The event of a Net::HTTPResponse.
      def marshall_request(raw_request)
        body = raw_request.body
        raw_request['Content-Type'] == 'application/json' ? JSON.parse(body) : body
      end

      # What to send for a handler's result, and its content type if that is not JSON.
      def marshall_response(method_response)
        case method_response
        when StringIO, IO then [method_response, 'application/unknown']
        else method_response.to_json
        end
      end
    end
  end
end
