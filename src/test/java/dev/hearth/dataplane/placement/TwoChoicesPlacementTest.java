package dev.hearth.dataplane.placement;

class TwoChoicesPlacementTest extends PlacementContract {
    @Override
    Placement placement() {
        return new TwoChoicesPlacement(1);
    }
}
