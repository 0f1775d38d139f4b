pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wattill.Controls
import Wattill.Theme

// What to do, in three steps.
Card {
    id: root

    required property string firstStep
    required property int tone

    //% "Scan the code above"
    readonly property string secondStep: qsTrId("code-step-scan")
    //% "Confirm on the phone"
    readonly property string thirdStep: qsTrId("code-step-confirm")

    padding: Theme.size.gap

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.size.gap

        Repeater {
            model: [root.firstStep, root.secondStep, root.thirdStep]

            ColumnLayout {
                id: step

                required property int index
                required property string modelData

                Layout.fillWidth: true
                Layout.preferredWidth: 1
                Layout.alignment: Qt.AlignTop
                spacing: 0

                Words {
                    Layout.fillWidth: true
                    horizontalAlignment: Text.AlignHCenter
                    text: (step.index + 1).toString()
                    font.pixelSize: Theme.size.textStrong
                    font.weight: Font.Bold
                    color: Theme.colour.inkOf(root.tone)
                }

                Words {
                    Layout.fillWidth: true
                    horizontalAlignment: Text.AlignHCenter
                    text: step.modelData
                    font.pixelSize: Theme.size.textSmall
                    color: Theme.colour.inkSoft
                }
            }
        }
    }
}
