pragma ComponentBehavior: Bound

import QtQuick
import Wattill.Controls
import Wattill.Theme

// What to do, in three steps; what is done has a tick. Positioners and not layouts: those of Qt 6.4
// lose the height of wrapped text two levels down.
Rectangle {
    id: root

    required property string firstStep
    required property bool scanned
    required property int tone

    //% "Scan the code above"
    readonly property string secondStep: qsTrId("code-step-scan")
    //% "Confirm on the phone"
    readonly property string thirdStep: qsTrId("code-step-confirm")

    implicitHeight: steps.height + 2 * Theme.size.gap
    radius: Theme.size.cardCorner
    color: Theme.colour.surface

    Row {
        id: steps

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.margins: Theme.size.gap
        spacing: Theme.size.smallGap

        Repeater {
            model: [root.firstStep, root.secondStep, root.thirdStep]

            Column {
                id: step

                required property int index
                required property string modelData
                readonly property bool past: root.scanned && index < 2
                readonly property bool now: root.scanned && index === 2

                width: (steps.width - 2 * steps.spacing) / 3

                Words {
                    width: step.width
                    horizontalAlignment: Text.AlignHCenter
                    text: step.past ? "" : (step.index + 1).toString()
                    font.pixelSize: Theme.size.textStrong
                    font.weight: Font.Bold
                    color: Theme.colour.inkOf(root.tone)

                    MarkPicture {
                        anchors.centerIn: parent
                        visible: step.past
                        width: Theme.size.textStrong
                        height: width
                        mark: Mark.Check
                        ink: Theme.colour.inkOf(root.tone)
                    }
                }

                Words {
                    width: step.width
                    horizontalAlignment: Text.AlignHCenter
                    text: step.modelData
                    font.pixelSize: Theme.size.textSmall
                    font.weight: step.now ? Font.Bold : Font.Normal
                    color: step.now ? Theme.colour.ink : Theme.colour.inkSoft
                }
            }
        }
    }
}
