# frozen_string_literal: true

module HearthRuntime
  # The Runtime API over one kept connection. Its failures are Net::HTTP's and the system's own.
  class Client
    API = '/2018-06-01/runtime'
    AGENT = { 'User-Agent' => "aws-lambda-ruby/#{RUBY_VERSION}" }.freeze
    LONGEST_CAUSE_BYTES = 1024 * 1024
    # an invocation may come next year
    LONG_SECONDS = 100_000_000

    # The Runtime API did not give an invocation.
    class Refused < StandardError; end

    def initialize(address)
      host, _, port = address.rpartition(':')
      # never through a proxy that the function has in its environment
      @http = Net::HTTP.new(host.delete('[]'), port.to_i, nil)
      @http.open_timeout = nil
      @http.read_timeout = LONG_SECONDS
      @http.keep_alive_timeout = LONG_SECONDS
    end

    # Waits for an invocation: a Net::HTTPResponse.
    def next_invocation
      response = connection.get("#{API}/invocation/next", AGENT)
      return response if response.is_a?(Net::HTTPSuccess)

      raise Refused, "Received #{response.code} when waiting for next invocation."
    end

    def respond(id, body, content_type)
      post("invocation/#{id}/response", body, 'Content-Type' => content_type)
    end

    def fail(id, error, cause)
      headers = type(error)
      headers['Lambda-Runtime-Function-XRay-Error-Cause'] = cause if cause.bytesize < LONGEST_CAUSE_BYTES
      post("invocation/#{id}/error", error.to_lambda_response.to_json, headers)
    end

    def fail_init(error)
      post('init/error', error.to_lambda_response.to_json, type(error))
    end

    private

    def type(error)
      { 'Content-Type' => 'application/json', 'Lambda-Runtime-Function-Error-Type' => error.runtime_error_type }
    end

    # What the API answers is of no use: a response that it refused has been dealt with there.
    def post(path, body, headers)
      connection.post("#{API}/#{path}", body, AGENT.merge(headers))
    end

    def connection
      @http.started? ? @http : @http.start
    end
  end
end
