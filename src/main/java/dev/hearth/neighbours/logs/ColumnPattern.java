package dev.hearth.neighbours.logs;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Conditions on the columns of messages: {@code [ip, user, ..., status = 4* || status = 5*, bytes > 1000]}. Columns
 * are separated by spaces; text in quotation marks or square brackets is one column. A message must have as many
 * columns as the pattern names. {@code ...}, which may occur once, stands for any number of columns.
 */
final class ColumnPattern implements FilterPattern {
    private static final String REST = "...";
    private static final String ENDS = ",]=!<>&|()\"";

    private final List<Predicate<String>> before;
    private final List<Predicate<String>> after;
    private final boolean open;

    private ColumnPattern(List<Predicate<String>> before, List<Predicate<String>> after, boolean open) {
        this.before = List.copyOf(before);
        this.after = List.copyOf(after);
        this.open = open;
    }

    static ColumnPattern parse(String text) {
        PatternReader reader = new PatternReader(text);
        reader.expect("[");
        List<Predicate<String>> before = new ArrayList<>();
        List<Predicate<String>> after = new ArrayList<>();
        boolean open = false;
        do {
            if (!reader.accept(REST)) {
                (open ? after : before).add(column(reader));
            } else if (open) {
                throw reader.failure("'...' may come once");
            } else {
                open = true;
            }
        } while (reader.accept(","));
        reader.expect("]");
        if (!reader.atEnd()) {
            throw reader.failure("nothing may follow the last bracket");
        }
        return new ColumnPattern(before, after, open);
    }

    private static Predicate<String> column(PatternReader reader) {
        List<String> names = new ArrayList<>();
        Predicate<String> condition = new PatternConditions<String>(reader, inner -> {
                    names.add(inner.until(
                            character -> ENDS.indexOf(character) >= 0 || Character.isWhitespace(character)));
                    return PatternComparison.comesIn(inner) ? PatternComparison.read(inner)::matches : any -> true;
                })
                .read();
        if (names.stream().distinct().count() > 1) {
            throw reader.failure("the conditions of a column must all name it");
        }
        return condition;
    }

    @Override
    public boolean matches(String message) {
        List<String> columns = columns(message);
        int named = before.size() + after.size();
        return (open ? columns.size() >= named : columns.size() == named)
                && fit(before, columns.subList(0, before.size()))
                && fit(after, columns.subList(columns.size() - after.size(), columns.size()));
    }

    private static boolean fit(List<Predicate<String>> conditions, List<String> columns) {
        for (int at = 0; at < conditions.size(); at++) {
            if (!conditions.get(at).test(columns.get(at))) {
                return false;
            }
        }
        return true;
    }

    private static List<String> columns(String message) {
        List<String> columns = new ArrayList<>();
        int at = 0;
        while (at < message.length()) {
            char character = message.charAt(at);
            if (Character.isWhitespace(character)) {
                at++;
                continue;
            }
            int close = switch (character) {
                case '"' -> message.indexOf('"', at + 1);
                case '[' -> message.indexOf(']', at + 1);
                default -> -1;
            };
            int start = close < 0 ? at : at + 1;
            int end = close < 0 ? endOfWord(message, at) : close;
            columns.add(message.substring(start, end));
            at = close < 0 ? end : close + 1;
        }
        return columns;
    }

    private static int endOfWord(String message, int start) {
        int end = start;
        while (end < message.length() && !Character.isWhitespace(message.charAt(end))) {
            end++;
        }
        return end;
    }
}
