package dev.hearth.neighbours.logs;

import java.util.ArrayList;
import java.util.List;

/**
 * Terms to look for in a message: all of the plain ones, none with {@code -}, and at least one with {@code ?}, which
 * CloudWatch ignores beside others. A term in double quotes may hold spaces. Case counts.
 */
final class TermPattern implements FilterPattern {
    private final List<String> all = new ArrayList<>();
    private final List<String> any = new ArrayList<>();
    private final List<String> none = new ArrayList<>();

    private TermPattern() {}

    static TermPattern parse(String text) {
        TermPattern pattern = new TermPattern();
        PatternReader reader = new PatternReader(text);
        while (!reader.atEnd()) {
            pattern.term(reader);
        }
        return pattern;
    }

    @Override
    public boolean matches(String message) {
        return all.stream().allMatch(message::contains)
                && none.stream().noneMatch(message::contains)
                && (any.isEmpty()
                        || !all.isEmpty()
                        || !none.isEmpty()
                        || any.stream().anyMatch(message::contains));
    }

    private void term(PatternReader reader) {
        List<String> kind = reader.accept("?") ? any : reader.accept("-") ? none : all;
        reader.refuseRegularExpression();
        String term = reader.startsWith("\"") ? reader.quoted() : reader.until(Character::isWhitespace);
        if (!term.isEmpty()) {
            kind.add(term);
        }
    }
}
