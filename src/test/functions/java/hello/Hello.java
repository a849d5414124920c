import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/** A function in each of the forms that AWS's client for Java knows. */
public class Hello implements RequestHandler<Map<String, Object>, Map<String, Object>> {
    @Override
    public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
        if (Boolean.TRUE.equals(event.get("fail"))) {
            throw new IllegalArgumentException("asked to fail");
        }
        context.getLogger().log("greeting " + event.get("name") + "\n");
        return Map.of("greeting", "Hello " + event.get("name"), "requestId", context.getAwsRequestId());
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
