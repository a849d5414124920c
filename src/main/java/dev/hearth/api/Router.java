package dev.hearth.api;

import dev.hearth.base.http.Percent;
import dev.hearth.controlplane.operation.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the operation of a method and path. A slash at the end of the path is ignored. Fixed segments take precedence
 * over parameters, and routes with a required query parameter over routes without.
 */
final class Router {
    private final List<Route> routes;

    Router(List<Operation<?, ?>> operations) {
        List<Route> all = new ArrayList<>();
        operations.forEach(operation -> all.add(Route.of(operation)));
        all.sort((one, other) -> Integer.compare(other.precision(), one.precision()));
        this.routes = List.copyOf(all);
    }

    /** An operation, with its path's parameters decoded. */
    record Match(Operation<?, ?> operation, Map<String, String> parameters) {}

    Optional<Match> find(String method, String rawPath, Map<String, List<String>> query) {
        String[] segments = segments(rawPath);
        for (Route route : routes) {
            if (route.operation.method().equals(method) && route.matches(segments, query)) {
                return Optional.of(new Match(route.operation, route.parameters(segments)));
            }
        }
        return Optional.empty();
    }

    private static String[] segments(String rawPath) {
        int begin = rawPath.startsWith("/") ? 1 : 0;
        int end = rawPath.length() > begin && rawPath.endsWith("/") ? rawPath.length() - 1 : rawPath.length();
        return rawPath.substring(begin, end).split("/", -1);
    }

    private record Route(Operation<?, ?> operation, List<String> segments, Map<String, String> query) {
        static Route of(Operation<?, ?> operation) {
            String template = operation.path();
            int mark = template.indexOf('?');
            Map<String, String> query = new HashMap<>();
            if (mark >= 0) {
                Percent.query(template.substring(mark + 1))
                        .forEach((name, values) -> query.put(name, values.getFirst()));
            }
            String path = mark < 0 ? template : template.substring(0, mark);
            return new Route(operation, List.of(Router.segments(path)), query);
        }

        int precision() {
            long fixed =
                    segments.stream().filter(segment -> !parameter(segment)).count();
            return (int) fixed + 100 * query.size();
        }

        boolean matches(String[] path, Map<String, List<String>> given) {
            if (path.length != segments.size()) {
                return false;
            }
            for (int i = 0; i < path.length; i++) {
                String segment = segments.get(i);
                if (parameter(segment) ? path[i].isEmpty() : !segment.equals(path[i])) {
                    return false;
                }
            }
            for (Map.Entry<String, String> wanted : query.entrySet()) {
                if (!given.getOrDefault(wanted.getKey(), List.of()).contains(wanted.getValue())) {
                    return false;
                }
            }
            return true;
        }

        Map<String, String> parameters(String[] path) {
            Map<String, String> parameters = new HashMap<>();
            for (int i = 0; i < path.length; i++) {
                String segment = segments.get(i);
                if (parameter(segment)) {
                    parameters.put(segment.substring(1, segment.length() - 1), Percent.segment(path[i]));
                }
            }
            return parameters;
        }

        private static boolean parameter(String segment) {
            return segment.startsWith("{");
        }
    }
}
