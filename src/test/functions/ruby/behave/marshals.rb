module AwsLambda
  class Marshaller
    def self.marshall_request(request) = [request['lambda-runtime-aws-request-id'], request.body, request.class.name]
  end
end

def handler(event:, context:) = event
