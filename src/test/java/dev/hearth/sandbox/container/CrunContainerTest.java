package dev.hearth.sandbox.container;

class CrunContainerTest extends ContainerContract {
    CrunContainerTest() {
        super("crun");
    }
}
