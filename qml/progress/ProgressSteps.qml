pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Controls
import Wattill.Progress
import Wattill.Theme

// How far the money is: received, sent to the meter, read back.
Card {
    id: root

    required property int phase

    //% "Payment received"
    readonly property string received: qsTrId("progress-step-received")
    //% "Sent to the meter"
    readonly property string sent: qsTrId("progress-step-sent")
    //% "Read back from the meter"
    readonly property string checked: qsTrId("progress-step-checked")
    readonly property int current: phase === ProgressModel.Checking ? 2 : 1

    Repeater {
        model: [root.received, root.sent, root.checked]

        RowLayout {
            id: step

            required property int index
            required property string modelData
            readonly property bool past: index < root.current
            readonly property bool now: index === root.current

            Layout.fillWidth: true
            spacing: Theme.size.gap
            Accessible.role: Accessible.StaticText
            Accessible.name: modelData

            Rectangle {
                implicitWidth: Theme.size.textKey
                implicitHeight: Theme.size.textKey
                radius: width / 2
                color: step.past ? Theme.colour.accent : Theme.colour.surface
                border.width: Theme.size.thickStroke
                border.color: step.past || step.now ? Theme.colour.accent : Theme.colour.line

                MarkPicture {
                    anchors.centerIn: parent
                    visible: step.past
                    width: parent.width / 2
                    height: width
                    mark: Mark.Check
                    ink: Theme.colour.onAccent
                }
            }

            Words {
                Layout.fillWidth: true
                text: step.modelData
                font.pixelSize: Theme.size.textStrong
                font.weight: step.now ? Font.Bold : Font.Normal
                color: step.past || step.now ? Theme.colour.ink : Theme.colour.inkSoft
            }
        }
    }
}
