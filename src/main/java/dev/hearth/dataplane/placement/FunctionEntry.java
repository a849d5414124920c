package dev.hearth.dataplane.placement;

import dev.hearth.model.FunctionArn;
import java.util.Arrays;

/** The state of a function that has sandboxes, all versions together. */
final class FunctionEntry {
    final FunctionArn arn;
    final int number;
    final AccountEntry account;

    /** The number of its sandboxes in the fleet. */
    int sandboxes;

    /** The number of its sandboxes by zone; zones beyond the end have none. */
    private int[] inZones = new int[0];

    FunctionEntry(FunctionArn arn, int number, AccountEntry account) {
        this.arn = arn;
        this.number = number;
        this.account = account;
    }

    int inZone(Zone zone) {
        return zone.number < inZones.length ? inZones[zone.number] : 0;
    }

    void addInZone(Zone zone, int difference) {
        if (zone.number >= inZones.length) {
            inZones = Arrays.copyOf(inZones, zone.number + 1);
        }
        inZones[zone.number] += difference;
        sandboxes += difference;
    }
}
