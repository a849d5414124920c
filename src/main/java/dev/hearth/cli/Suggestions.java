package dev.hearth.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Suggests the known word that a mistyped one was meant to be. */
final class Suggestions {
    /** The letters that one wrong one may be among: more mistakes than that make another word. */
    private static final int LETTERS_PER_MISTAKE = 3;

    private Suggestions() {}

    /** The known word with few wrong letters, or of which the word is the beginning; empty if none is near. */
    static Optional<String> nearest(String word, Collection<String> known) {
        int mistakes = Math.max(1, word.length() / LETTERS_PER_MISTAKE);
        return known.stream()
                .filter(candidate ->
                        (!word.isEmpty() && candidate.startsWith(word)) || distance(candidate, word) <= mistakes)
                .min(Comparator.comparingInt(candidate -> distance(candidate, word)));
    }

    /** The same as a sentence to append; empty if none is near. */
    static String suggestion(String word, Collection<String> known) {
        return nearest(word, known).map(found -> " Did you mean " + found + "?").orElse("");
    }

    /**
     * How many letters to insert, remove, change or swap with their neighbours to make one word of the other (optimal
     * string alignment).
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
