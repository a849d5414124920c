import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A function in each of the forms that AWS's client for Java knows. */
public class Hello implements RequestHandler<Map<String, Object>, Map<String, Object>> {
    private static int calls;

    @Override
    public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
        calls++;
        if (Boolean.TRUE.equals(event.get("fail"))) {
            throw new IllegalArgumentException("asked to fail");
        }
        context.getLogger().log("greeting " + event.get("name") + "\n");
        ClientContext client = context.getClientContext();
        return Map.of(
                "greeting", "Hello " + event.get("name"),
                "calls", calls,
                "requestId", context.getAwsRequestId(),
                "remaining", context.getRemainingTimeInMillis(),
                "arn", context.getInvokedFunctionArn(),
                "trace", System.getProperty("com.amazonaws.xray.traceHeader", ""),
                "client", client == null ? "" : client.getCustom().get("colour"));
    }

    /** Gets an event of AWS's library of events. */
    public List<String> queue(SQSEvent event) {
        return event.getRecords().stream()
                .map(message -> message.getEventSourceArn() + ": " + message.getBody())
                .collect(Collectors.toList());
    }

    /** Gets and gives an object of its own. */
    public Greeting plain(Person person) {
        Greeting greeting = new Greeting();
        greeting.setText("Hello " + person.getName());
        return greeting;
    }

    public static class Streaming implements RequestStreamHandler {
        @Override
        public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
            input.transferTo(output);
        }
    }

    public static class Person {
        private String name;

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }
    }

    public static class Greeting {
        private String text;

        public String getText() {
            return text;
        }

        public void setText(String text) {
            this.text = text;
        }
    }
}
