package dev.hearth.neighbours.iam;

import dev.hearth.base.http.HttpRequest;
import dev.hearth.neighbours.iam.policy.RequestContext;
import java.util.List;
import java.util.Optional;

/**
 * The condition keys that every request has, beside the principal and the time.
 *
 * <p>Source: "AWS global condition context keys" in the IAM user guide.
 *
 * @param region the region of the request
 */
public record Circumstances(String region) {
    public RequestContext of(HttpRequest request) {
        return RequestContext.of("aws:SourceIp", request.peer().getAddress().getHostAddress())
                .with("aws:SecureTransport", "false")
                .with("aws:RequestedRegion", region)
                .with("aws:ViaAWSService", "false")
                .with("aws:UserAgent", values(request.header("User-Agent")))
                .with("aws:Referer", values(request.header("Referer")));
    }

    private static List<String> values(Optional<String> header) {
        return header.map(List::of).orElse(List.of());
    }
}
