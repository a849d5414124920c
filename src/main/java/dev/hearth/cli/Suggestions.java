package dev.hearth.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Suggests a known word for a misspelled one. */
final class Suggestions {
    /** How many letters a word must have for each wrong letter. With more wrong letters, nothing is suggested. */
    private static final int LETTERS_PER_MISTAKE = 3;

    private Suggestions() {}

    /** The known word with few different letters, or with this beginning; empty if there is none. */
    static Optional<String> nearest(String word, Collection<String> known) {
        int mistakes = Math.max(1, word.length() / LETTERS_PER_MISTAKE);
        return known.stream()
                .filter(candidate ->
                        (!word.isEmpty() && candidate.startsWith(word)) || distance(candidate, word) <= mistakes)
                .min(Comparator.comparingInt(candidate -> distance(candidate, word)));
    }

    /** The suggestion as a sentence to append; empty without one. */
    static String suggestion(String word, Collection<String> known) {
        return nearest(word, known).map(found -> " Did you mean " + found + "?").orElse("");
    }

    /**
     * The number of letters to insert, remove, change or swap with their neighbours to turn one word into the other
     * (optimal string alignment).
     */
    static int distance(String left, String right) {
        int[][] steps = new int[left.length() + 1][right.length() + 1];
        for (int i = 0; i <= left.length(); i++) {
            for (int j = 0; j <= right.length(); j++) {
                if (i == 0 || j == 0) {
                    steps[i][j] = i + j;
                    continue;
                }
                boolean same = left.charAt(i - 1) == right.charAt(j - 1);
                int least = Math.min(steps[i - 1][j - 1] + (same ? 0 : 1), steps[i - 1][j] + 1);
                least = Math.min(least, steps[i][j - 1] + 1);
                boolean swapped = i > 1
                        && j > 1
                        && left.charAt(i - 1) == right.charAt(j - 2)
                        && left.charAt(i - 2) == right.charAt(j - 1);
                steps[i][j] = swapped ? Math.min(least, steps[i - 2][j - 2] + 1) : least;
            }
        }
        return steps[left.length()][right.length()];
    }
}
