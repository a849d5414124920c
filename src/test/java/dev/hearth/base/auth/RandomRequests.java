package dev.hearth.base.auth;

import java.util.List;
import java.util.Random;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/** Requests to be signed, with what is hard to sign in them. */
final class RandomRequests {
    private RandomRequests() {}

    static SdkHttpRequest request(Random random, boolean s3) {
        String[] segments = {
            "2015-03-31",
            "functions",
            "a%2Fb",
            "arn%3Aaws%3Alambda",
            "%24LATEST",
            "a%20b",
            "%C3%A9",
            "~-._",
            "arn:aws:lambda",
            "$LATEST",
            "a+b",
            "a%2Bb",
            "%25",
            "(x)",
            "a@b",
            "=",
            ";",
            "'",
            "%5B%5D"
        };
        String[] texts = {"", "a", "a b", "é", "$LATEST", "a/b", "a:b", "=", "&", "+", "%41", "日本", "\uD83D\uDE00", "~"
        };
        StringBuilder path = new StringBuilder();
        // what S3's clients send is encoded throughout
        int kinds = s3 ? 8 : segments.length;
        for (int i = random.nextInt(5); i >= 0; i--) {
            path.append('/').append(segments[random.nextInt(kinds)]);
        }
        if (random.nextInt(5) == 0) {
            path.append('/');
        }
        if (!s3 && random.nextInt(10) == 0) {
            path.append("/./x");
        }
        List<SdkHttpMethod> methods = List.of(SdkHttpMethod.values());
        SdkHttpFullRequest.Builder request = SdkHttpFullRequest.builder()
                .method(methods.get(random.nextInt(methods.size())))
                .protocol("http")
                .host("localhost")
                .port(random.nextBoolean() ? 80 : 9000)
                .encodedPath(path.toString());
        for (int i = random.nextInt(4); i > 0; i--) {
            request.appendRawQueryParameter(
                    "p" + texts[random.nextInt(texts.length)], texts[random.nextInt(texts.length)]);
        }
        String[] values = {"a", " a  b ", "", "x\ty", "a,b", "\"q  r\""};
        for (int i = random.nextInt(3); i > 0; i--) {
            request.appendHeader("X-Amz-Test-" + random.nextInt(2), values[random.nextInt(values.length)]);
        }
        return request.build();
    }

    static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(3) == 0 ? 0 : random.nextInt(2000)];
        random.nextBytes(bytes);
        return bytes;
    }
}
